import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, Sender, type Sending } from "../src/flow/sender";
import type { State, Step } from "../src/flow/types";
import { dropUnsent, type Keep, keepUnsent, readUnsent, unsentKey } from "../src/flow/unsent";

const step = (id: string): Step => ({ id, label: id, ops: [] });
const key = unsentKey("ada", "standard");

function memory(): Keep {
  const kept = new Map<string, string>();
  return { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value), removeItem: (name) => void kept.delete(name) };
}

type Reply = "takes" | "silent" | "refuses";

function stand(replies: Reply[], unsent: Step[] = [], keep = memory()) {
  const posts: string[] = [];
  const sendings: Sending[] = [];
  const left: number[] = [];
  const waits: { run: () => void; milliseconds: number }[] = [];
  const sender = new Sender({
    post(steps) {
      posts.push(steps.map((sent) => sent.id).join());
      const reply = replies.shift() ?? "takes";
      if (reply === "takes") return Promise.resolve({ revision: posts.length } as State);
      return Promise.reject(reply === "refuses" ? new Refused("You may not change this.") : new TypeError("fetch failed"));
    },
    answered: (_, __, rest) => void left.push(rest.length),
    changed: (sending) => void sendings.push(sending),
    later: (run, milliseconds) => waits.push({ run, milliseconds }),
    keep, key, base: () => "abc",
  }, unsent);
  return { sender, posts, sendings, left, waits, keep };
}

const settled = () => new Promise((done) => setTimeout(done, 5));

test("a step is sent at once, and what gathers meanwhile goes together, in order", async () => {
  const { sender, posts, left, sendings, keep } = stand([]);
  for (const id of ["1", "2", "3"]) sender.send(step(id));
  await settled();
  assert.deepEqual(posts, ["1", "2,3"]);
  assert.deepEqual(left, [2, 0]);
  assert.deepEqual(sendings.map((sending) => sending.is), ["saving", "kept"]);
  assert.deepEqual(readUnsent(keep, key).steps, []);
});

test("what is not acknowledged stays in the browser and is sent again, later and later", async () => {
  const { sender, posts, sendings, waits, keep } = stand(["silent", "silent", "silent"]);
  sender.send(step("1"));
  await settled();
  sender.send(step("2"));
  assert.deepEqual(sendings.at(-1), { is: "offline", count: 2 });
  assert.deepEqual(readUnsent(keep, key).steps.map((kept) => kept.id), ["1", "2"]);
  for (let time = 0; time < 3; time++) {
    waits.at(-1)!.run();
    await settled();
  }
  assert.deepEqual(waits.map((wait) => wait.milliseconds), [1000, 2000, 4000]);
  assert.deepEqual(posts, ["1", "1,2", "1,2", "1,2"]);
  assert.deepEqual(sendings.at(-1), { is: "kept" });
});

test("the next page sends what the last one could not", async () => {
  const first = stand(["silent"]);
  first.sender.send(step("1"));
  await settled();
  first.sender.stop();
  const second = stand([], readUnsent(first.keep, key).steps, first.keep);
  second.sender.retry();
  await settled();
  assert.deepEqual(second.posts, ["1"]);
  assert.deepEqual(readUnsent(first.keep, key).steps, []);
});

test("a retry that was made in between is not made twice", async () => {
  const { sender, posts, waits } = stand(["silent"]);
  sender.send(step("1"));
  await settled();
  sender.retry();
  await settled();
  waits[0]!.run();
  await settled();
  assert.deepEqual(posts, ["1", "1"]);
});

test("a no is not asked again by itself, and can be let go", async () => {
  const { sender, sendings, waits, keep } = stand(["refuses"]);
  sender.send(step("1"));
  await settled();
  assert.deepEqual([sendings.at(-1), waits.length], [{ is: "refused", count: 1, why: "You may not change this." }, 0]);
  sender.letGo();
  assert.deepEqual([sender.steps.length, readUnsent(keep, key).steps.length], [0, 0]);
});

test("two pages of one person take away only their own", () => {
  const keep = memory();
  keepUnsent(keep, key, "abc", step("mine"));
  keepUnsent(keep, key, "abc", step("theirs"));
  keepUnsent(keep, key, "abc", step("mine"));
  dropUnsent(keep, key, ["mine"]);
  assert.deepEqual(readUnsent(keep, key).steps.map((kept) => kept.id), ["theirs"]);
});

test("what lies there and is not ours is passed over", () => {
  const keep = memory();
  for (const text of ["", "{", "[]", '{"base":"a"}', '{"base":"a","steps":[1,{"id":"x"},{"id":"y","label":"y"}]}']) {
    keep.setItem(key, text);
    assert.deepEqual(readUnsent(keep, key).steps, []);
  }
});

test("a browser that keeps nothing does not stop anybody", async () => {
  const deaf: Keep = { getItem: () => { throw new Error("denied"); }, setItem: () => { throw new Error("full"); }, removeItem: () => { throw new Error("denied"); } };
  const { sender, posts } = stand([], [], deaf);
  sender.send(step("1"));
  await settled();
  assert.deepEqual(posts, ["1"]);
});
