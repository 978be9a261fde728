import type uPlot from 'uplot';

/**
 * Crosshairs of all charts on a page move together. Nothing else does: a range that is dragged over one chart is
 * chosen once, and a double click counts where it is.
 */
export const CROSSHAIR: uPlot.Cursor.Sync = {
  key: 'tocsin',
  setSeries: false,
  filters: { sub: (type) => type === 'mousemove' },
};
