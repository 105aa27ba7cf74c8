// What leaves the page: files that the reader saves. Nothing else does.

import type { Row } from '../shared/messages.ts';
import { doubts } from './doubts.ts';
import { visible } from './safe.ts';

export function save(name: string, content: Uint8Array | string, type: string): void {
  const bytes = typeof content === 'string' ? content : (content as Uint8Array<ArrayBuffer>);
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName(name);
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name that no file system takes for a path. */
export function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/gu, '').slice(0, 120) || 'countersign';
}

const COLUMNS = ['verdict', 'service', 'version', 'environment', 'class', 'mode', 'decided-for', 'basis', 'unconfirmed', 'records-besides', 'not-met', 'waived', 'file'] as const;

/** The list as CSV (RFC 4180). What a report says that nobody could check is no verdict here, either. */
export function csv(rows: readonly Row[], confirmed: ReadonlySet<string>): string {
  const lines = rows.map((row) => [
    row.replay === 'incomplete' ? 'unchecked' : row.verdict ?? row.state, row.service, row.version, row.environment, row.class ?? '', row.mode ?? '', row.now ?? '',
    row.replay ?? (row.origin === 'records' ? 'asked' : ''), doubts(row, confirmed).join(' '), row.besides === undefined ? '' : String(row.besides), (row.failing ?? []).join(' '), (row.waived ?? []).join(' '), row.name ?? '',
  ]);
  return [COLUMNS, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** A cell that no spreadsheet takes for a formula (OWASP, CSV injection), with hidden characters escaped. */
function cell(content: string): string {
  const plain = visible(content);
  const tame = /^[=+\-@]/u.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/u.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
