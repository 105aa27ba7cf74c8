// Small signs that carry meaning by shape; colour only repeats it.

import { s } from './dom.ts';

export type Sign = 'allow' | 'deny' | 'malformed' | 'waiting' | 'pass' | 'fail' | 'waived' | 'warn' | 'failed' | 'unchecked';

const PATHS: Readonly<Record<Sign, readonly [outline: string, mark: string]>> = {
  allow: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z', 'M7 12.5l3.4 3.4L17 9'],
  pass: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z', 'M7 12.5l3.4 3.4L17 9'],
  deny: ['M8 2h8l6 6v8l-6 6H8l-6-6V8z', 'M8 8l8 8M16 8l-8 8'],
  fail: ['M8 2h8l6 6v8l-6 6H8l-6-6V8z', 'M8 8l8 8M16 8l-8 8'],
  waived: ['M8 2h8l6 6v8l-6 6H8l-6-6V8z', 'M6.5 12h11M13.5 8l4 4-4 4'],
  warn: ['M12 2.5L22.5 21h-21z', 'M12 9v6M12 17.6v.9'],
  malformed: ['M12 1.5L22.5 12 12 22.5 1.5 12z', 'M9.6 9.8c0-3.4 5-3.3 5 0 0 2-2.5 2-2.5 4M12.1 16.4v.9'],
  failed: ['M12 1.5L22.5 12 12 22.5 1.5 12z', 'M12 7v6M12 16v1'],
  unchecked: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z', 'M9.3 9.6c0-3.7 5.6-3.6 5.6 0 0 2.2-2.9 2.2-2.9 4.3M12 17v.6'],
  waiting: ['M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z', 'M12 7v5.5l3.5 2'],
};

export function glyph(sign: Sign, size = 16): SVGElement {
  const [outline, mark] = PATHS[sign];
  return s('svg', { class: `glyph ${sign}`, viewBox: '0 0 24 24', width: size, height: size, 'aria-hidden': 'true', focusable: 'false' },
    s('path', { class: 'outline', d: outline }), s('path', { class: 'mark', d: mark }));
}
