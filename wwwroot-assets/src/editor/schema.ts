// What the schema of a kind says of a place in its text. Pure.
export interface Schema {
  type?: string | string[];
  description?: string;
  enum?: string[];
  const?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  required?: string[];
  "x-ref"?: string;
  "x-cel"?: string;
}

export interface Offer { word: string; help?: string }

export function schemaAt(root: Schema, path: string[]): Schema | null {
  let at: Schema | null = root;
  for (const step of path) {
    if (!at) return null;
    const free: Schema | null = typeof at.additionalProperties === "object" ? at.additionalProperties : null;
    at = step === "[]" ? at.items ?? null : at.properties?.[step] ?? free;
  }
  return at;
}

export function keysAt(root: Schema, path: string[]): Offer[] {
  return Object.entries(schemaAt(root, path)?.properties ?? {}).map(([word, schema]) => ({ word, ...(schema.description ? { help: schema.description } : {}) }));
}

export function valuesAt(root: Schema, path: string[], names: Record<string, string[]>, ids: string[]): Offer[] {
  const schema = schemaAt(root, path);
  if (!schema) return [];
  if (path.at(-2) === "dependsOn") return ids.map((word) => ({ word }));
  const folder = schema["x-ref"];
  const words = schema.const !== undefined ? [schema.const] : schema.enum ?? (folder ? names[folder] ?? [] : schema.type === "boolean" ? ["true", "false"] : []);
  return words.map((word) => ({ word }));
}
