/** Rows of private addresses that tenants asked for. Instants are Unix milliseconds. */
export interface OutboundAddressRow {
  id: string;
  owner: string;
  host: string;
  port: number;
  reason: string;
  state: string;
  requested_by: string;
  requested_at_ms: number;
  decided_by: string | null;
  decided_at_ms: number | null;
  decision_note: string;
  revision: number;
}

export interface AddressTables {
  outbound_addresses: OutboundAddressRow;
}
