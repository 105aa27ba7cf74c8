// A release's page: the sections in the order in which an auditor asks.

import type { WhatIf } from '../../shared/messages.ts';
import type { Report } from '../../shared/report.ts';
import { text } from '../../text/en.ts';
import type { Context } from '../context.ts';
import { h, link } from '../dom.ts';
import { canarySection } from './canary.ts';
import { digests } from './digests.ts';
import { documents } from './documents.ts';
import { people } from './people.ts';
import { separationSection, timelineSection } from './pictures.ts';
import { requirements } from './requirements.ts';
import { exports, obligations, trust } from './rest.ts';
import { banner } from './verdict.ts';
import { whatIf } from './whatif.ts';

export function release(context: Context, real: Report, changed: WhatIf | undefined, ask: (change: WhatIf | undefined) => void): HTMLElement {
  const sections = [
    requirements(context), timelineSection(context), separationSection(context), people(context), digests(context),
    canarySection(context), documents(context), obligations(context), trust(context), whatIf(context, real, changed, ask), exports(context),
  ].filter((one) => one !== undefined);
  const jump = (id: string) => (event: Event) => {
    event.preventDefault();
    const target = document.getElementById(id);
    target?.scrollIntoView();
    target?.querySelector<HTMLElement>('h2')?.setAttribute('tabindex', '-1');
    target?.querySelector<HTMLElement>('h2')?.focus();
  };
  return h('div', { class: context.opened.hypothetical ? 'release hypothetical' : 'release' },
    h('nav', { class: 'contents', 'aria-label': text.contents },
      link('#', { class: 'back' }, `← ${text.back}`),
      h('ul', {}, sections.map((one) => h('li', {}, link(`#${one.id}`, { onclick: jump(one.id) }, text.sections[one.id as keyof typeof text.sections]))))),
    h('div', { class: 'sheet' }, banner(context, () => ask(undefined)), sections));
}
