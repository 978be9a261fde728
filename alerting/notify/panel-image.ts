/** What a picture is to show. */
export interface PanelRequest {
  readonly owner: string;
  readonly incidentId: string;
  readonly ruleId: string | null;
  /** The incident's episode; null while it fires. */
  readonly startedAtMs: number;
  readonly resolvedAtMs: number | null;
  readonly language: 'en' | 'zh';
  /** IANA. */
  readonly timeZone: string;
}

/** A picture to go with a message. */
export interface PanelPicture {
  readonly png: Uint8Array;
  /** As it is to be shown. */
  readonly widthPx: number;
}

/** Port: draws the rule's graph around an incident, for messages that can show a picture. */
export interface PanelImage {
  /** Null when there is nothing to show. Settles within five seconds, for the message waits; may reject. */
  draw(request: PanelRequest, signal: AbortSignal): Promise<PanelPicture | null>;
}
