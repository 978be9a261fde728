/** Rows of trees of routes, one tree per owner. Instants are Unix milliseconds. */
export interface RouteTreeTables {
  route_trees: RouteTreeRow;
  route_tree_channels: RouteTreeChannelRow;
  route_tree_policies: RouteTreePolicyRow;
  route_tree_changes: RouteTreeChangeRow;
}

export interface RouteTreeRow {
  /** Tenant, or `_platform`. */
  owner: string;
  /** JSON of the routes, see `route-tree-body.ts`. */
  body: string;
  revision: number;
  updated_at_ms: number;
  updated_by: string;
}

/** Which channels a tree names: what keeps them from being deleted. */
export interface RouteTreeChannelRow {
  owner: string;
  channel_id: string;
}

/** Which policies a tree names: what keeps them from being deleted. */
export interface RouteTreePolicyRow {
  owner: string;
  policy_id: string;
}

/** Every change of every tree. */
export interface RouteTreeChangeRow {
  owner: string;
  revision: number;
  /** `created`, `updated` or `deleted`. */
  kind: string;
  at_ms: number;
  author_id: string;
  author_name: string;
  body: string;
}
