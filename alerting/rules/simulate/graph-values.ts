import type { InstantGrid } from './past-slice.ts';

/** Columns of the graph; where there are more instants, a column stands for several. */
const MAX_COLUMNS = 480;

/** Which value of several stands for them: the one that comes nearest to firing. */
export type Keeps = 'largest' | 'smallest' | 'last';

/** How instants become columns of the graph. */
export class GraphColumns {
  readonly grid: InstantGrid;
  readonly keeps: Keeps;
  readonly #perColumn: number;

  constructor(instants: InstantGrid, keeps: Keeps) {
    this.#perColumn = Math.max(1, Math.ceil(instants.count / MAX_COLUMNS));
    this.grid = {
      startMs: instants.startMs,
      stepMs: instants.stepMs * this.#perColumn,
      count: Math.ceil(instants.count / this.#perColumn),
    };
    this.keeps = keeps;
  }

  /** @param instant index in the grid of instants */
  columnOf(instant: number): number {
    return Math.floor(instant / this.#perColumn);
  }
}

/** One line of the graph. */
export class GraphLine {
  readonly #columns: GraphColumns;
  readonly #values: Float64Array;
  readonly #present: Uint8Array;
  /** Of all values that count, the one that came nearest to firing. */
  extreme: number | null = null;

  constructor(columns: GraphColumns) {
    this.#columns = columns;
    this.#values = new Float64Array(columns.grid.count);
    this.#present = new Uint8Array(columns.grid.count);
  }

  add(instant: number, value: number): void {
    if (Number.isNaN(value)) return;
    const column = this.#columns.columnOf(instant);
    const { keeps } = this.#columns;
    if (this.#present[column] === 0 || isKept(keeps, value, this.#values[column] ?? value)) {
      this.#values[column] = value;
      this.#present[column] = 1;
    }
    if (this.extreme === null || isKept(keeps, value, this.extreme)) this.extreme = value;
  }

  /** One for each column; null where there is none that could be drawn. */
  values(): readonly (number | null)[] {
    return Array.from(this.#values, (value, column) =>
      this.#present[column] === 1 && Number.isFinite(value) ? value : null,
    );
  }
}

function isKept(keeps: Keeps, value: number, known: number): boolean {
  if (keeps === 'last') return true;
  return keeps === 'largest' ? value > known : value < known;
}
