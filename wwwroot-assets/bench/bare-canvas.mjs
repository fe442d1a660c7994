// A page with React Flow and nothing else, to measure a drag beside ours: node bare-canvas.mjs <output folder>
import { build } from "esbuild";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const outdir = process.argv[2];
if (!outdir) throw new Error("usage: node bare-canvas.mjs <output folder>");

await build({
  entryPoints: [join(import.meta.dirname, "bare-canvas.tsx")],
  outdir,
  bundle: true,
  minify: true,
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
});
await writeFile(join(outdir, "index.html"), '<!DOCTYPE html><meta charset="utf-8"><title>React Flow</title><link rel="stylesheet" href="bare-canvas.css"><div id="root"></div><script src="bare-canvas.js"></script>');
