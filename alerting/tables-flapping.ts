/** Rows of when alerts changed whose policy damps flapping, see `flapping/`. */
export interface FlapTables {
  flap_changes: {
    incident_key: string;
    at_ms: number;
    /** 0 or 1: it ended. */
    is_end: number;
  };
}
