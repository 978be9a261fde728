import type { JsonRecord } from '../model/panel.ts';
import { IMPORT_LIMITS } from './import-limits.ts';
import { isRecord, numberOrNull, recordsOf, textOf } from './read-json.ts';

/** Grafana's data source that stands for the data of another panel. */
const OTHER_PANEL = '-- Dashboard --';

/** Panels and rows of a file by id, as they are written. */
export type PanelsById = ReadonlyMap<number, JsonRecord>;

/**
 * A panel that shows the data of another asks what that one asks, at its step and range, behind its
 * transformations where the panel says so. A panel that shares none is given back as it is; what
 * names no panel of the file stays, and is noted as a query that nothing answers.
 */
export function withSharedQueries(json: JsonRecord, panels: PanelsById): JsonRecord {
  const targets = recordsOf(json.targets);
  const sources = targets.map((target) => sourceOf(target, json, panels));
  if (sources.every((source) => source === null)) return json;
  const asked = targets.flatMap((target, index) => queriesOf(sources[index] ?? null) ?? [target]);
  const [source = null] = sources;
  // With queries of its own beside them the panel's step and range hold.
  const isOnlyOne = sources.length === 1 && source !== null;
  const { interval, maxDataPoints, timeFrom, timeShift } = isOnlyOne ? source : json;
  const steps = targets.flatMap((target, index) =>
    target.withTransforms === true ? recordsOf(sources[index]?.transformations) : [],
  );
  return {
    ...json,
    ...{ interval, maxDataPoints, timeFrom, timeShift },
    // A few shared ones could ask for any number.
    targets: named(asked.slice(0, IMPORT_LIMITS.targetsOfPanel)),
    transformations: [...steps, ...recordsOf(json.transformations)],
  };
}

function sourceOf(target: JsonRecord, json: JsonRecord, panels: PanelsById): JsonRecord | null {
  const datasource = target.datasource ?? json.datasource;
  const uid = textOf(isRecord(datasource) ? datasource.uid : datasource);
  const id = numberOrNull(target.panelId);
  if (uid !== OTHER_PANEL || id === null) return null;
  return id === numberOrNull(json.id) ? null : (panels.get(id) ?? null);
}

/** Those of a panel, each with its data source. */
function queriesOf(source: JsonRecord | null): readonly JsonRecord[] | null {
  if (source === null) return null;
  return recordsOf(source.targets).map((target) => ({
    ...target,
    datasource: target.datasource ?? source.datasource,
  }));
}

/** Two panels may call theirs the same. */
function named(targets: readonly JsonRecord[]): readonly JsonRecord[] {
  const taken = new Set<string>();
  return targets.map((target) => {
    let refId = textOf(target.refId);
    for (let next = 1; refId !== '' && taken.has(refId); next += 1)
      refId = `${textOf(target.refId)}${next}`;
    taken.add(refId);
    return { ...target, refId };
  });
}
