// Evaluates the expressions of a JSON array on standard input and writes their results, in one canonical text each, as a JSON array.
import { readFileSync } from "node:fs";
import { celUint, isCelError, isCelList, isCelMap, isCelType, isCelUint, run } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";

const facts = {
  b: true,
  i: 5n,
  u: celUint(7n),
  d: 2.5,
  s: "naïve 😀 text",
  l: [3n, -1n, 40n],
  ls: ["a", "bc", ""],
  m: new Map([["a", 1n], ["b", 2n]]),
  n: null,
};

const bits = (number) => {
  if (Number.isNaN(number)) return "NaN";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16);
};

const write = (value) => {
  if (value === null) return "null";
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") return `d${bits(value)}`;
  if (typeof value === "string") return `s${Buffer.from(value, "utf8").toString("hex")}`;
  if (typeof value === "boolean") return String(value);
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (isCelUint(value)) return `u${value.value}`;
  if (isCelList(value)) return `[${[...value].map(write).join(",")}]`;
  if (isCelMap(value)) return `{${[...value.entries()].map(([key, inner]) => `${write(key)}:${write(inner)}`).sort().join(",")}}`;
  if (isCelType(value)) return `t${value.name}`;
  const message = value.message ?? value;
  if (message.$typeName === "google.protobuf.Timestamp") return `ts${message.seconds}.${message.nanos}`;
  if (message.$typeName === "google.protobuf.Duration") return `du${message.seconds * 1000000000n + BigInt(message.nanos)}`;
  throw new Error(`no text for ${value}`);
};

const evaluate = (source) => {
  const value = run(source, facts, { funcs: strings });
  return isCelError(value) ? "error" : write(value);
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(evaluate)));
