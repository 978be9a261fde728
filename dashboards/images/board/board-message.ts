import type { ScopedParameters } from '../../model/scoped-api.ts';
import type { BoardRequest, BoardResult } from './board-picture.ts';

/** What is wanted beside the SVG. */
export type BoardPngs = 'none' | 'whole' | 'panels';

export type ToBoardThread =
  | {
      readonly kind: 'order';
      readonly id: number;
      readonly request: BoardRequest;
      readonly pngs: BoardPngs;
      readonly hasIncidents: boolean;
      /** Of the scope, see `ScopeClusters`; empty where there is nothing to choose. */
      readonly clusters: readonly string[];
    }
  | { readonly kind: 'answered'; readonly ask: number; readonly answer: AskedAnswer };

export type AskedAnswer =
  | { readonly kind: 'data'; readonly data: unknown; readonly warnings: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/** A question of the thread, which reaches nothing by itself. */
export interface BoardAsk {
  readonly kind: 'ask';
  readonly id: number;
  readonly ask: number;
  readonly of: 'prometheus' | 'loki' | 'incidents';
  /** Null for the scope as it is. */
  readonly cluster: string | null;
  readonly path: string;
  readonly parameters: ScopedParameters;
}

/** A dashboard drawn, with the PNGs that were wanted. */
export interface DrawnBoard {
  readonly result: BoardResult;
  readonly whole: Uint8Array | null;
  /** In the order of the picture's panels; empty where they are not wanted. */
  readonly panels: readonly Uint8Array[];
}

export type FromBoardThread =
  | BoardAsk
  | { readonly kind: 'drawn'; readonly id: number; readonly drawn: DrawnBoard }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
