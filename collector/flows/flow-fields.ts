import { type Static, Type } from 'typebox';
import { DNS_LABEL_PATTERN } from '../../platform/model/dns-label.ts';
import type { FlowFilter } from './filters/filter-fields.ts';

const closed = { additionalProperties: false } as const;

const Names = Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 100 });

const Criteria = {
  labels: Type.Optional(
    Type.Record(Type.String(), Type.String({ maxLength: 63 }), {
      description: 'Labels that a pod must bear, all of them',
    }),
  ),
  container_names: Type.Optional(Names),
  hosts: Type.Optional(Names),
};

const Selection = Type.Object(Criteria, closed);
const PlatformSelection = Type.Object({ ...Criteria, namespaces: Type.Optional(Names) }, closed);
export type Selection = Static<typeof PlatformSelection>;

const matchOf = <S extends typeof Selection | typeof PlatformSelection>(selection: S) =>
  Type.Array(
    Type.Object({ select: Type.Optional(selection), exclude: Type.Optional(selection) }, closed),
    { maxItems: 50 },
  );

const Refs = Type.Array(Type.String({ pattern: DNS_LABEL_PATTERN }), { maxItems: 20 });

const common = {
  filters: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 30 })),
  globalOutputRefs: Type.Optional(Refs),
};

/** A Flow of one environment; members are named as those of the logging operator. */
export const EnvironmentFlow = Type.Object(
  { match: Type.Optional(matchOf(Selection)), ...common, localOutputRefs: Type.Optional(Refs) },
  closed,
);

/** A ClusterFlow, of `_platform`. */
export const PlatformFlow = Type.Object(
  { match: Type.Optional(matchOf(PlatformSelection)), ...common },
  closed,
);

/** One item of a match: the first that fits a line decides. */
export type MatchItem =
  | { readonly select: Selection; readonly exclude?: never }
  | { readonly exclude: Selection; readonly select?: never };

/** A flow that was checked. */
export interface FlowFields {
  /** Empty: every line. */
  readonly match: readonly MatchItem[];
  readonly filters: readonly FlowFilter[];
  /** Outputs of the same environment. */
  readonly localOutputRefs: readonly string[];
  /** Outputs of `_platform` on the same cluster. */
  readonly globalOutputRefs: readonly string[];
}
