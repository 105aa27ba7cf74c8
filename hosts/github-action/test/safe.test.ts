//! The words of `safe.ts`: the same as those of the command line's `render/safe.rs`.

import assert from "node:assert/strict";
import { test } from "node:test";

import { nextPage } from "../src/api/link.ts";
import { line, markdown, quoted, text } from "../src/render/safe.ts";

test("nothing steers a terminal", () => {
  assert.equal(text("a\u001b[31mb\u0007\r"), "a\\u{1b}[31mb\\u{7}\\u{d}");
  assert.equal(text("abc\u202efed\u200b"), "abc\\u{202e}fed\\u{200b}");
  assert.equal(text("two\nlines\n"), "two lines");
  assert.equal(text("naïve 東京"), "naïve 東京");
  assert.equal(text("\ud800"), "\\u{d800}");
});

test("nothing becomes a command", () => {
  assert.equal(line("::error::x"), "\\u{3a}:error::x");
  assert.equal(line("  ::error::x"), "  \\u{3a}:error::x");
  assert.equal(line("a ##[error]x"), "a #\\u{23}[error]x");
  assert.equal(line("a::b"), "a::b");
});

test("nothing becomes markup", () => {
  assert.equal(markdown("a|b"), "a&#124;b");
  assert.equal(markdown("<img src=x>"), "&#60;img src&#61;x&#62;");
  assert.ok(!markdown("https://evil.example www.evil.example @team").includes("://"));
  assert.ok(!markdown("www.evil.example").includes("www."));
  assert.ok(!markdown("@team").includes("@"));
  assert.equal(markdown("2.4.1"), "2.4.1");
});

test("what is long is cut", () => {
  assert.equal(quoted("a".repeat(201)), `\`${"a".repeat(200)}…\``);
});

test("the next page is found among links, and what cannot be read is an error", () => {
  const page = "https://api.example/x?page=1";
  assert.equal(nextPage(null, page), undefined);
  assert.equal(nextPage('<https://api.example/x?page=2>; rel="next", <https://api.example/x?page=9>; rel="last"', page), "https://api.example/x?page=2");
  assert.equal(nextPage('<https://api.example/x?a=1,2>; title="a, b"; rel="prev next"', page), "https://api.example/x?a=1,2");
  assert.equal(nextPage("</y>;rel=next", page), "https://api.example/y");
  assert.equal(nextPage('<https://api.example/x>; rel="prev"', page), undefined);
  for (const wrong of ["https://api.example/x; rel=next", '<https://api.example/x>; rel="next', '<https://api.example/x>; rel="prev", garbage']) {
    assert.throws(() => nextPage(wrong, page), /nobody can follow/, wrong);
  }
});
