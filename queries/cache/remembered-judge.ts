import { BoundedMap } from '../../platform/model/bounded-map.ts';
import type { Cacheability, JudgeQuery } from './cacheability.ts';

/** Longer queries are judged each time: remembering them would cost more than it saves. */
const MAX_LENGTH = 4_096;

/** The same judge with the last `capacity` judgements in memory: dashboards repeat themselves. */
export function rememberedJudge(judge: JudgeQuery, capacity: number): JudgeQuery {
  const known = new BoundedMap<string, Cacheability>(capacity);
  return (query, lookbackMs) => {
    if (query.length > MAX_LENGTH) return judge(query, lookbackMs);
    const key = `${lookbackMs} ${query}`;
    const remembered = known.get(key);
    if (remembered) return remembered;
    const judged = judge(query, lookbackMs);
    known.set(key, judged);
    return judged;
  };
}
