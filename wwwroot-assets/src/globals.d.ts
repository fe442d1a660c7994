declare module "*.css";

interface Window {
  Blazor: { reconnect(): Promise<boolean>; addEventListener?(name: "enhancedload", listener: () => void): void };
  /** What components call through JS interop. */
  portal: { focusHeading(): void };
}
