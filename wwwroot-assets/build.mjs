// Bundles each entry into one file under assets/. Usage: node build.mjs <output folder>
import { build } from "esbuild";

const outdir = process.argv[2];
if (!outdir) throw new Error("usage: node build.mjs <output folder>");

await build({
  entryPoints: ["src/shell.ts", "src/editor.ts", "src/flow.tsx", "src/portal.css"],
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  jsx: "automatic",
  loader: { ".woff2": "file" },
  assetNames: "fonts/[name]", // App.razor preloads one by its name
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "linked",
  logLevel: "warning",
});
