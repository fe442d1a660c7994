// Strokes of 1.5 on a field of 16, as in IconShapes.cs of the portal.
const shapes = {
  stage: "m8 1.75 5.5 3v6.5l-5.5 3-5.5-3v-6.5zM2.5 4.75l5.5 3 5.5-3M8 7.75v6.5",
  judgement: "M8 7.75a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M3 13.5c.4-2.9 2.2-4.5 5-4.5s4.6 1.6 5 4.5",
  soak: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 4.5V8l2.25 1.5",
  check: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M5.5 8.2l1.75 1.75 3.4-3.6",
  unknown: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 7.5V11M8 5.1h.01",
  start: "M5 3.25v9.5l7.5-4.75z",
  gate: "m8 1.75 5.25 1.9v3.9c0 3.2-2.1 5.4-5.25 6.7-3.15-1.3-5.25-3.5-5.25-6.7v-3.9z",
  when: "M8 2.25 13.75 8 8 13.75 2.25 8zM6.5 6.75a1.5 1.5 0 1 1 1.5 1.6v.4M8 10.6h.01",
  fails: "M3.5 2.5v4a2 2 0 0 0 2 2h6M9 5.75l2.75 2.75L9 11.25M3.5 9.5v4",
  warning: "M8 2.25 14.25 13H1.75zM8 6.5v3M8 11.1h.01",
  plus: "M8 3.25v9.5M3.25 8h9.5",
  undo: "M5.25 3.25 2.5 6l2.75 2.75M2.75 6h6.5a3.5 3.5 0 0 1 0 7H6",
  redo: "M10.75 3.25 13.5 6l-2.75 2.75M13.25 6h-6.5a3.5 3.5 0 0 0 0 7H10",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.4 10.4l3.35 3.35",
  fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
  tidy: "M2.25 6h4v4h-4zM9.75 2.5h4v4h-4zM9.75 9.5h4v4h-4zM6.25 8H8M8 4.5v7M8 4.5h1.75M8 11.5h1.75",
  outline: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01",
  canvas: "M3.75 5.5a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5M12.25 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5M3.75 14a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5M5.5 3.75h.75A2.5 2.5 0 0 1 8.75 6.25 1.75 1.75 0 0 0 10.5 8M5.5 12.25h.75a2.5 2.5 0 0 0 2.5-2.5",
  keyboard: "M3 3.75h10a1.5 1.5 0 0 1 1.5 1.5v5.5a1.5 1.5 0 0 1-1.5 1.5H3a1.5 1.5 0 0 1-1.5-1.5v-5.5A1.5 1.5 0 0 1 3 3.75M4.25 6.5h.01M7 6.5h.01M9.5 6.5h.01M12 6.5h.01M5.25 9.5h5.5",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  zoomIn: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.4 10.4l3.35 3.35M7 5v4M5 7h4",
  zoomOut: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.4 10.4l3.35 3.35M5 7h4",
  cross: "m4 4 8 8M12 4l-8 8",
  copy: "M5.75 7.25a1.5 1.5 0 0 1 1.5-1.5H12a1.5 1.5 0 0 1 1.5 1.5V12a1.5 1.5 0 0 1-1.5 1.5H7.25a1.5 1.5 0 0 1-1.5-1.5zM10.25 5.75v-1.5a1.5 1.5 0 0 0-1.5-1.5h-4.5a1.5 1.5 0 0 0-1.5 1.5v4.5a1.5 1.5 0 0 0 1.5 1.5h1.5",
  remove: "M3 4.5h10M6.25 4.25V2.75h3.5v1.5M4.25 4.5l.5 8.75h6.5l.5-8.75",
  connect: "M2.75 8h10.5M9.25 4l4 4-4 4",
  open: "M9.25 2.75h4v10.5h-4M2.75 8H9.5M6.75 5.25 9.5 8l-2.75 2.75",
  rename: "M10.5 3.25l2.25 2.25-7.25 7.25-3 .75.75-3z",
  info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 7.5V11M8 5.1h.01",
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  const isDots = name === "more" || name === "outline";
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth={isDots ? 1.75 : 1.5} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
