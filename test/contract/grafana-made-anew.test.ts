import { afterEach, beforeEach, expect, it } from 'vitest';
import { SeenBoards } from '../../dashboards/grafana/boards/seen-boards.ts';
import type { State } from '../../platform/state/state.ts';
import { describeOnBothStates } from '../support/both-states.ts';
import {
  GRAFANA_MIGRATIONS,
  type GrafanaWorld,
  openGrafanaWorld,
} from '../support/grafana-world.ts';

describeOnBothStates('a Grafana that was made anew', (states) => {
  let state: State;
  let world: GrafanaWorld;
  beforeEach(async () => {
    state = await states.open(GRAFANA_MIGRATIONS);
    world = await openGrafanaWorld(state);
  });
  afterEach(() => world.close());

  it('shows nobody, while it is away, what another tenant had under the same number', async () => {
    await world.round();
    const { state: there } = world.grafana;
    const numberOf = (owner: string) => world.grafana.organisation(`tocsin: ${owner}`).id;
    const seen = new SeenBoards(state);
    const shelf = (organisation: number) => ({ organisation, tenant: null });
    const numbers = ['acme', 'globex'].map(numberOf);
    for (const organisation of numbers) {
      const board = { uid: 'shop', title: `of ${organisation}`, folder: '', source: '{}' };
      await seen.keep(shelf(organisation), board, 0);
    }
    expect((await seen.list(shelf(numberOf('acme')))).length).toBe(1);
    for (const organisation of numbers) there.organisations.delete(organisation);
    await world.round();
    // Numbers are given from the beginning again.
    expect(['acme', 'globex'].map(numberOf).sort()).toEqual(numbers.sort());
    for (const organisation of numbers) expect(await seen.list(shelf(organisation))).toEqual([]);
  });
});
