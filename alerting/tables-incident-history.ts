import type { NotifyTables } from './tables-notify.ts';

/** A word of an owner's incidents; see incidents/search/incident-words.ts. */
export interface IncidentWordsTable {
  id: number;
  owner: string;
  word: string;
  /** About how many incidents have it. */
  uses: number;
}

export interface IncidentPostingsTable {
  word_id: number;
  incident_id: string;
}

/** How many incidents are open, by what they are filtered by; '' where an incident has none. */
export interface IncidentCountsTable {
  owner: string;
  project: string;
  environment: string;
  rule_id: string;
  severity: string;
  acknowledged: number;
  open: number;
}

/** What a caller has asked for once, by its Idempotency-Key. */
export interface IncidentActsTable {
  incident_id: string;
  act_key: string;
}

export interface HistoryTables extends NotifyTables {
  incident_words: IncidentWordsTable;
  incident_postings: IncidentPostingsTable;
  incident_counts: IncidentCountsTable;
  incident_acts: IncidentActsTable;
}
