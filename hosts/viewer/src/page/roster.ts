// Who is who, for display: the roster as the verifier's own reader decodes it. It decides nothing.

export interface Role {
  readonly role: string;
  readonly from?: string;
  readonly until?: string;
}

export interface Principal {
  readonly id: string;
  readonly name?: string;
  readonly automation: boolean;
  readonly aliases: readonly string[];
  readonly roles: readonly Role[];
  readonly compromised: readonly string[];
}

export class Roster {
  readonly #byId = new Map<string, Principal>();
  readonly #byAlias = new Map<string, Principal>();

  constructor(json: string | undefined) {
    const value = parsed(json);
    for (const [field, automation] of [['people', false], ['automations', true]] as const) {
      for (const one of list(value[field])) this.#add(one as Record<string, unknown>, automation);
    }
  }

  #add(one: Record<string, unknown>, automation: boolean): void {
    if (typeof one?.['id'] !== 'string') return;
    const principal: Principal = {
      id: one['id'],
      automation,
      aliases: list(one['aliases']).filter((alias): alias is string => typeof alias === 'string'),
      roles: list(one['roles']).filter((role): role is Role => typeof (role as Role | null)?.role === 'string'),
      compromised: list(one['keys']).flatMap((key) => {
        const at = (key as { compromisedAt?: unknown } | null)?.compromisedAt;
        return typeof at === 'string' ? [at] : [];
      }),
      ...(typeof one['name'] === 'string' ? { name: one['name'] } : {}),
    };
    this.#byId.set(principal.id, principal);
    for (const alias of principal.aliases) this.#byAlias.set(alias.toLowerCase(), principal);
  }

  /** A principal by id or alias, as `docs/records.md` has actors. */
  find(actor: string): Principal | undefined {
    return this.#byId.get(actor) ?? this.#byAlias.get(actor.toLowerCase());
  }

  label(actor: string): string {
    const found = this.find(actor);
    return found?.name ?? found?.id ?? actor;
  }
}

export function parsed(json: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function words(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
