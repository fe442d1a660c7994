export interface Box { left: number; top: number; width: number; height: number }
export interface Offset { x: number; y: number }

const edge = 8;

/** The offset nearest to the wanted one at which a box, whose place without it is given, lies within the window. Pure, so that it is tested. */
export function within(home: Box, wanted: Offset, window: { width: number; height: number }): Offset {
  return {
    x: clamp(wanted.x, edge - home.left, window.width - edge - home.width - home.left),
    y: clamp(wanted.y, edge - home.top, window.height - edge - home.height - home.top),
  };
}

// Where there is no room the beginning counts: the handle stays in reach.
const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most));
