// Asks the module in Node what `signatures --questions` prints, and stops at the first answer that is another.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]));
const { clear_questions, begin_question, push_byte, read_keys, verify_all } = instance.exports;

const counts = { true: 0, false: 0 };
for await (const line of createInterface({ input: process.stdin })) {
  const fields = line.split(" ");
  const expected = fields.pop() === "1";
  clear_questions();
  begin_question();
  fields.forEach((text, field) => Buffer.from(text, "base64").forEach((byte) => push_byte(field, byte)));
  if (read_keys(1) !== 0) throw new Error(`the key is not read: ${line}`);
  const verified = verify_all(1) === 0;
  if (verified !== expected) throw new Error(`Node says ${verified}: ${line}`);
  counts[verified]++;
}
console.log(`Node: ${counts.true} verified, ${counts.false} not, no difference`);
