/** A channel whose receiver has taken nothing since then; a row goes when it takes something. */
export interface ChannelFailuresTable {
  channel_id: string;
  owner: string;
  since_ms: number;
}

/** A link of a message that was used; kept until it would have expired. */
export interface MessageLinkUsesTable {
  link_id: string;
  owner: string;
  used_at_ms: number;
  expires_at_ms: number;
}

/** Whether messages of an owner have links that act; no row: they have. */
export interface MessageLinkSettingsTable {
  owner: string;
  enabled: number;
  changed_at_ms: number;
  changed_by: string;
}

export interface DeliveryTables {
  channel_failures: ChannelFailuresTable;
  message_link_uses: MessageLinkUsesTable;
  message_link_settings: MessageLinkSettingsTable;
}
