import type { CelRule } from '../schema/cel-rule.ts';
import type { Schema } from '../schema/schema.ts';
import type { JsonObject } from './json.ts';

/** A column of `kubectl get`. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  /** More than 0: only with `-o wide`. */
  readonly priority: number;
  readonly description: string;
}

/** One version of a kind of object, as the server knows it. */
export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
  /** Built into the server: takes strategic merge patches, and is not counted by generation. */
  readonly isBuiltIn: boolean;
  readonly columns: readonly Column[];
  /** Of the whole object, `metadata` included. */
  readonly schema: Schema;
  /** The same as it was written, for OpenAPI. */
  readonly openApi: JsonObject;
  /** Rules of its schema that nothing here can evaluate: a write that meets one is refused. */
  readonly unsupportedRules: readonly CelRule[];
}

/** `prometheusrules.monitoring.coreos.com`; the versions of a kind share it. */
export const resourceName = ({ group, plural }: Pick<Kind, 'group' | 'plural'>): string =>
  group === '' ? plural : `${plural}.${group}`;

/** `PrometheusRule.monitoring.coreos.com`. */
export const groupKind = ({ group, kind }: Pick<Kind, 'group' | 'kind'>): string =>
  group === '' ? kind : `${kind}.${group}`;

/** `monitoring.coreos.com/v1`. */
export const apiVersionOf = ({ group, version }: Pick<Kind, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;
