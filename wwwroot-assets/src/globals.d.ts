declare module "*.css";

interface Window {
  Blazor: { reconnect(): Promise<boolean> };
}
