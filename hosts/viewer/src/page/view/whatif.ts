// What if: another moment, other rules, a record taken away. The same verifier answers; nothing of it is kept.

import type { WhatIf } from '../../shared/messages.ts';
import type { Report } from '../../shared/report.ts';
import { verdictOf } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { h, value } from '../dom.ts';
import { kindName, sentence, short } from '../format.ts';
import { badge, button, section, select, table } from '../parts.ts';
import { moment } from './files.ts';

/** Beyond so many, records are taken away by removing files. */
const LISTED = 300;

export function whatIf(context: Context, real: Report, changed: WhatIf | undefined, ask: (change: WhatIf | undefined) => void): HTMLElement {
  const said = text.whatif;
  const { choices } = context.snapshot;
  let change: WhatIf = changed ?? { without: [] };
  const when = moment(said.now, changed?.now ?? real.now, said.when);
  const set = (part: Partial<WhatIf>) => { change = { ...change, ...part }; };
  const keep = (name: 'policy' | 'roster' | 'environment' | 'deployer', chosen: string) => {
    const { [name]: _old, ...rest } = change;
    change = chosen === '' ? rest : { ...rest, [name]: chosen };
  };
  const asIs = ['', said.asIs] as const;
  const documents = (real.documents ?? []).slice(0, LISTED);
  const records = documents.map((one) => h('label', { class: 'check' },
    h('input', { type: 'checkbox', checked: !change.without.includes(one.digest), onchange: (event) => {
      const there = (event.target as HTMLInputElement).checked;
      set({ without: there ? change.without.filter((digest) => digest !== one.digest) : [...change.without, one.digest] });
    } }), ' ', value(kindName(one.kind)), ' ', value((one.signers ?? []).map((who) => context.roster.label(who)).join(', ')), ' ', short(one.record ?? one.digest)));
  return section('whatif', text.sections.whatif, undefined,
    h('p', { class: 'muted' }, said.lead),
    h('form', { onsubmit: (event) => {
      event.preventDefault();
      const now = when.read();
      if (now === undefined) return;
      const { now: _now, ...rest } = change;
      ask(now === '' || now === real.now ? rest : { ...rest, now });
    } },
      h('div', { class: 'fields' },
        when.field,
        h('div', { class: 'field end' }, button(said.nowHere, () => when.set(`${new Date().toISOString().slice(0, 19)}Z`), 'quiet')),
        select(said.policy, [asIs, ...choices.policies.map((one) => [one.digest, one.label] as const)], change.policy ?? '', (chosen) => keep('policy', chosen)),
        select(said.roster, [asIs, ...choices.rosters.map((one) => [one.digest, one.label] as const)], change.roster ?? '', (chosen) => keep('roster', chosen)),
        select(said.environment, [asIs, ...choices.environments.map((one) => [one, one] as const)], change.environment ?? '', (chosen) => keep('environment', chosen)),
        select(said.deployer, [asIs, ...choices.people.map((one) => [one.id, one.name === '' ? one.id : one.name] as const)], change.deployer ?? '', (chosen) => keep('deployer', chosen))),
      h('fieldset', { class: 'records' }, h('legend', {}, said.records), records),
      h('div', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, said.ask), context.opened.hypothetical && button(said.reset, () => ask(undefined)))),
    context.opened.hypothetical && changes(real, context.report));
}

/** The findings that are not what they were. */
function changes(before: Report, after: Report): HTMLElement {
  const said = text.whatif;
  const key = (one: { requirement: string }) => one.requirement;
  const old = new Map((before.findings ?? []).map((one) => [key(one), one]));
  const now = new Map((after.findings ?? []).map((one) => [key(one), one]));
  const rows = [...new Set([...old.keys(), ...now.keys()])].flatMap((requirement) => {
    const [a, b] = [old.get(requirement), now.get(requirement)];
    if (a?.code === b?.code && a?.found === b?.found) return [];
    const side = (one: typeof a) => h('td', {}, one === undefined ? text.none : [badge(one.outcome, text.outcome[one.outcome]), ' ', sentence(one.found ?? '')]);
    return [h('tr', {}, h('th', { scope: 'row' }, value(requirement)), side(a), side(b))];
  });
  const [a, b] = [verdictOf(before), verdictOf(after)];
  return h('div', { class: 'changes' },
    h('p', { class: 'outcome' }, badge(a, `${said.before}: ${text.verdictLong[a]}`), ' → ', badge(b, `${said.after}: ${text.verdictLong[b]}`)),
    rows.length === 0 ? h('p', { class: 'muted' }, said.same) : table(said.changes, [text.requirements.columns.requirement, said.before, said.after], rows));
}
