/** Rows of where rules stand that were written through a ruler's API. */
export interface RulerPlaceTables {
  ruler_places: RulerPlaceRow;
}

export interface RulerPlaceRow {
  rule_id: string;
  /** Empty: that of the rule's scope. */
  namespace: string;
  group_name: string;
  /** Among the rules of its group, from 0. */
  place: number;
}
