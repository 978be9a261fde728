import type { OwnedPair } from './directory.ts';
import type { Stored } from './stored.ts';

/** One (cluster, namespace) pair, owned by a project since `bornAtMs`; the pair never changes. */
export interface Environment extends OwnedPair, Stored {}
