import { CHART_COLOUR_COUNT } from '../app/chart-colours.ts';

/**
 * Gives each name a colour (its number in the palette) and keeps it as long as the view lives: a
 * series that comes back has its old colour. New names take the least used colour.
 */
export function createSeriesColours(): (names: readonly string[]) => readonly number[] {
  const given = new Map<string, number>();
  return (names) =>
    names.map((name) => {
      const known = given.get(name);
      if (known !== undefined) return known;
      const colour = leastUsed([...given.values()]);
      given.set(name, colour);
      return colour;
    });
}

function leastUsed(used: readonly number[]): number {
  const counts = new Array<number>(CHART_COLOUR_COUNT).fill(0);
  for (const colour of used) counts[colour] = (counts[colour] ?? 0) + 1;
  return counts.indexOf(Math.min(...counts));
}
