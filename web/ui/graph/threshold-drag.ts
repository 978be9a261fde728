import type uPlot from 'uplot';
import { roundedToPixel } from './rounded-to-pixel.ts';
import type { ThresholdLine } from './threshold-line.ts';

/** So near to a line the pointer takes hold of it, in CSS pixels. */
const REACH = 6;

/**
 * The lines of a graph that the pointer can move. While one is moved it is drawn where the pointer
 * is; when it is let go, its value is told.
 */
export class ThresholdDrag {
  readonly #thresholds: readonly ThresholdLine[];
  readonly #onMoved: ((index: number, value: number) => void) | null;
  #moved: { readonly index: number; readonly value: number } | null = null;
  #gone = new AbortController();

  constructor(
    thresholds: readonly ThresholdLine[],
    onMoved: ((index: number, value: number) => void) | null,
  ) {
    this.#thresholds = thresholds;
    this.#onMoved = onMoved;
  }

  /** As they are to be drawn. */
  lines(): readonly ThresholdLine[] {
    const moved = this.#moved;
    if (moved === null) return this.#thresholds;
    return this.#thresholds.map((line, index) =>
      index === moved.index ? { ...line, value: moved.value } : line,
    );
  }

  hovers(plot: uPlot, event: MouseEvent): void {
    if (this.#onMoved === null) return;
    const isNear = this.#moved !== null || this.#near(plot, event) !== null;
    plot.over.style.cursor = isNear ? 'ns-resize' : '';
  }

  /** True when the pointer has taken hold of a line: then it does not select a time. */
  begins(plot: uPlot, event: MouseEvent): boolean {
    const index = event.button === 0 && this.#onMoved !== null ? this.#near(plot, event) : null;
    if (index === null) return false;
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    document.addEventListener('mousemove', (moved) => this.#moves(plot, index, moved), { signal });
    document.addEventListener('mouseup', () => this.#letGo(plot), { signal });
    document.addEventListener('keydown', ({ key }) => this.#keys(plot, key), { signal });
    this.#moves(plot, index, event);
    return true;
  }

  end(): void {
    this.#gone.abort();
    this.#moved = null;
  }

  #near(plot: uPlot, event: MouseEvent): number | null {
    const at = this.#offset(plot, event);
    const distances = this.#thresholds.map(({ value }) => Math.abs(plot.valToPos(value, 'y') - at));
    const nearest = Math.min(...distances);
    return nearest <= REACH ? distances.indexOf(nearest) : null;
  }

  #moves(plot: uPlot, index: number, event: MouseEvent): void {
    const { height } = plot.over.getBoundingClientRect();
    const at = Math.min(height, Math.max(0, this.#offset(plot, event)));
    const perPixel = Math.abs(plot.posToVal(0, 'y') - plot.posToVal(1, 'y'));
    this.#moved = { index, value: roundedToPixel(plot.posToVal(at, 'y'), perPixel) };
    plot.redraw(false);
  }

  #letGo(plot: uPlot): void {
    const moved = this.#moved;
    this.end();
    plot.redraw(false);
    if (moved !== null && moved.value !== this.#thresholds[moved.index]?.value) {
      this.#onMoved?.(moved.index, moved.value);
    }
  }

  #keys(plot: uPlot, key: string): void {
    if (key !== 'Escape') return;
    this.end();
    plot.redraw(false);
  }

  #offset(plot: uPlot, event: MouseEvent): number {
    return event.clientY - plot.over.getBoundingClientRect().top;
  }
}
