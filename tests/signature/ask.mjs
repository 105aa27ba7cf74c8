// Asks the module in Node what `signatures --questions` prints, and for hashes; stops at the first answer that is another.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]));
const { clear_questions, begin_question, push_byte, read_keys, verify_all, hash_byte } = instance.exports;

// A key goes another way from its fourth signature on.
const USES = 4;

const counts = { true: 0, false: 0 };
for await (const line of createInterface({ input: process.stdin })) {
  const fields = line.split(" ");
  const expected = fields.pop() === "1";
  clear_questions();
  begin_question();
  fields.forEach((text, field) => Buffer.from(text, "base64").forEach((byte) => push_byte(field, byte)));
  if (read_keys(1) !== 0) throw new Error(`the key is not read: ${line}`);
  const failed = verify_all(USES);
  if (failed !== (expected ? 0 : USES)) throw new Error(`Node says no ${failed} of ${USES} times: ${line}`);
  counts[expected]++;
}
console.log(`Node: ${counts.true} verified, ${counts.false} not, no difference`);

// Every length up to some blocks.
for (let length = 0; length < 520; length++) {
  const data = Buffer.from(Array.from({ length }, (_, at) => (length + 7 * at) % 256));
  clear_questions();
  begin_question();
  data.forEach((byte) => push_byte(0, byte));
  for (const bits of [256, 384, 512]) {
    const found = Buffer.from(Array.from({ length: bits / 8 }, (_, at) => hash_byte(bits, at)));
    const due = createHash(`sha${bits}`).update(data).digest();
    if (!found.equals(due)) throw new Error(`Node: another SHA-${bits} of ${length} bytes`);
  }
}
console.log("Node: SHA-2 of 520 lengths, no difference");
