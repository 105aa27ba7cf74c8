// Below the list: the question for releases without a report, what was recognised, and what was left out.

import type { Settings, Snapshot } from '../../shared/messages.ts';
import { text } from '../../text/en.ts';
import { type Child, h, replace, value } from '../dom.ts';
import { digest, short, size } from '../format.ts';
import { badge, names, select, table } from '../parts.ts';

export function files(snapshot: Snapshot): HTMLElement {
  const { files: words, notes } = text;
  const governing = snapshot.documents.filter((one) => one.kind !== 'report');
  const reports = snapshot.documents.length - governing.length;
  const summary = [words.documents(snapshot.records), ...(reports === 0 ? [] : [words.reports(reports)])];
  return h('section', { class: 'files', 'aria-labelledby': 'files-title' },
    h('h2', { id: 'files-title' }, words.title, h('span', { class: 'count' }, ` ${summary.join(', ')}`)),
    snapshot.notes.length > 0 && h('div', { class: 'notes' },
      h('h3', {}, words.notes),
      h('ul', {}, snapshot.notes.map((note) => h('li', {}, badge('warn', ''), value(note.name, 'mono'), h('span', {}, ` ${notes[note.code]}`), note.detail !== undefined && h('span', { class: 'muted' }, ' ', value(note.detail))))),
      snapshot.moreNotes > 0 && h('p', { class: 'muted' }, words.more(snapshot.moreNotes))),
    governing.length > 0 && h('div', {}, h('h3', {}, words.governance),
      table(words.governance, [words.columns.kind, words.columns.name, words.columns.detail], governing.map((one) => h('tr', {},
        h('td', {}, words.kinds[one.kind] ?? one.kind),
        h('td', {}, names(one.names)),
        h('td', {}, one.keyId === undefined ? digest(one.digest) : digest(one.keyId), one.serial !== undefined && h('div', { class: 'muted' }, text.facts.serial(one.serial)), one.problem !== undefined && h('div', {}, badge('warn', ''), value(one.problem))))))),
    snapshot.files.length > 0 && h('details', {}, h('summary', {}, `${words.others} (${snapshot.files.length + snapshot.moreFiles})`),
      table(words.others, [words.columns.name, words.columns.detail], snapshot.files.map((one) => h('tr', {},
        h('td', {}, value(one.name, 'mono')), h('td', {}, one.digest === undefined ? text.none : digest(one.digest), h('span', { class: 'muted' }, one.size > 0 ? size(one.size) : ''))))),
      snapshot.moreFiles > 0 && h('p', { class: 'muted' }, words.more(snapshot.moreFiles))));
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u;

/** A field for a moment: plain text in the one form that records have. */
export function moment(label: string, content: string, placeholder: string): { field: HTMLElement; read: () => string | undefined; set: (at: string) => void } {
  const wrong = h('span', { class: 'wrong', role: 'alert' });
  const input = h('input', { type: 'text', value: content, placeholder, size: 22, spellcheck: 'false', autocomplete: 'off', class: 'mono' });
  const field = h('label', { class: 'field' }, h('span', {}, label), input, wrong);
  return {
    field,
    read: () => {
      const written = input.value.trim();
      const fine = written === '' || (TIME.test(written) && !Number.isNaN(Date.parse(written)));
      replace(wrong, fine ? undefined : text.whatif.invalid);
      input.setAttribute('aria-invalid', String(!fine));
      return fine ? written : undefined;
    },
    set: (at) => { input.value = at; },
  };
}

/** The question about releases that no saved report answers. */
export function question(snapshot: Snapshot, apply: (settings: Settings) => void, confirm: (id: string) => void): HTMLElement {
  const { question: words } = text;
  const { choices, settings } = snapshot;
  let chosen: Settings = settings;
  const set = (change: Partial<Record<keyof Settings, unknown>>) => { chosen = { ...chosen, ...change } as Settings; };
  const when = moment(words.now, settings.now ?? '', words.clock);
  const keys: Child = choices.keys.length === 0 ? h('p', { class: 'muted' }, words.noKeys) : h('ul', { class: 'trustkeys' }, choices.keys.map((key) =>
    h('li', {}, h('label', {},
      h('input', { type: 'checkbox', checked: settings.rootKeys.includes(key.id), onchange: (event) => {
        const on = (event.target as HTMLInputElement).checked;
        set({ rootKeys: on ? [...chosen.rootKeys, key.id] : chosen.rootKeys.filter((id) => id !== key.id) });
      } }), ' ', digest(key.id), ' ', names(key.names), key.signsRules && h('span', { class: 'muted' }, ` · ${words.signs}`)))));
  return h('details', { class: 'question', open: snapshot.rows.some((row) => row.origin === 'records') },
    h('summary', {}, words.title, h('span', { class: 'muted' }, ` ${words.lead}`)),
    h('form', { onsubmit: (event) => {
      event.preventDefault();
      const now = when.read();
      if (now === undefined) return;
      const { now: _now, ...rest } = chosen;
      apply(now === '' ? rest : { ...rest, now });
    } },
      h('div', { class: 'fields' },
        select(words.policy, options(choices.policies), settings.policy ?? '', (policy) => set({ policy })),
        select(words.roster, options(choices.rosters), settings.roster ?? '', (roster) => set({ roster })),
        select(words.deployer, [['', words.nobody], ...choices.people.map((one) => [one.id, one.name === '' ? one.id : `${one.name} (${one.id})`] as const)], settings.deployer ?? '', (deployer) => set({ deployer: deployer === '' ? undefined : deployer })),
        when.field),
      h('fieldset', {}, h('legend', {}, words.keys), keys, h('p', { class: 'muted' }, words.warning),
        expected([...choices.keys.map((key) => key.id), ...[...choices.trustedRoots, ...choices.policies, ...choices.rosters].map((one) => one.digest)], confirm),
        h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: settings.allowUnanchored, onchange: (event) => set({ allowUnanchored: (event.target as HTMLInputElement).checked }) }), ` ${words.unanchored}`)),
      choices.trustedRoots.length > 0 && h('fieldset', {}, h('legend', {}, words.roots), h('ul', { class: 'trustkeys' }, choices.trustedRoots.map((root) => h('li', {}, h('label', {},
        h('input', { type: 'checkbox', checked: settings.trustedRoots.includes(root.digest), onchange: (event) => {
          const on = (event.target as HTMLInputElement).checked;
          set({ trustedRoots: on ? [...chosen.trustedRoots, root.digest] : chosen.trustedRoots.filter((one) => one !== root.digest) });
        } }), ' ', digest(root.digest), ' ', names(root.names))))), h('p', { class: 'muted' }, words.rootsHint)),
      h('button', { type: 'submit', class: 'primary' }, words.apply)));
}

function options(choices: readonly { digest: string; label: string }[]): (readonly [string, string])[] {
  return choices.length === 0 ? [['', text.question.none]] : choices.map((one) => [one.digest, one.label] as const);
}

/** Compares a fingerprint that the auditor has from elsewhere with those that are here. */
function expected(ids: readonly string[], confirm: (id: string) => void): HTMLElement {
  const { question: words } = text;
  const said = h('span', { role: 'status' });
  const input = h('input', { type: 'text', size: 40, class: 'mono', spellcheck: 'false', autocomplete: 'off', oninput: () => {
    const wanted = input.value.toLowerCase().replaceAll(/\s|^sha256:/gu, '');
    const found = ids.find((id) => id.replace('sha256:', '') === wanted);
    if (found !== undefined) confirm(found);
    replace(said, wanted === '' ? undefined : found === undefined ? badge('fail', words.differs) : h('span', {}, badge('pass', words.matches), ' ', short(found)));
  } });
  return h('label', { class: 'field wide' }, h('span', {}, words.expected), input, said);
}
