/** A link whose address was checked: http, https, mailto, or a path of this site. */
export interface ShownLink {
  readonly title: string;
  readonly url: string;
  readonly opensNewTab: boolean;
}
