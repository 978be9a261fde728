import type { UseQueryOptions } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import type { Call } from '../api/client.ts';
import type { Findings } from '../forms/pointer.ts';

/** What an owner has several of, each with a name. */
export interface Thing {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
}

export type ThingWords = 'eventRules' | 'heartbeats' | 'inhibitions' | 'reports';

/** One thing of an owner; `id` is '' for a new one. */
export interface ThingAddress {
  readonly owner: string;
  readonly id: string;
}

/** What a list and an editor need to know of one kind of things; `Value` is that of its form. */
export interface ThingKind<Stored extends Thing, Value extends object> {
  /** Its dictionary, which has a word for everything that every kind of thing says. */
  readonly words: ThingWords;
  /** Page of the list, e.g. `/heartbeats`. */
  readonly list: string;
  /** Names its drafts in the browser. */
  readonly draft: string;
  formOf(stored: Stored): Value;
  isForm(value: unknown): value is Value;
  check(value: Value, t: TFunction): Findings;
  /** JSON pointers of the fields that are shown. */
  fields(value: Value): readonly string[];
  query(call: Call, owner: string, id: string): UseQueryOptions<Stored, Error, Stored, string[]>;
  create(call: Call, at: ThingAddress, value: Value): Promise<Stored>;
  update(call: Call, at: ThingAddress, value: Value, revision: number): Promise<Stored>;
  remove(call: Call, at: ThingAddress): Promise<unknown>;
}
