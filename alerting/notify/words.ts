/** A text for people, in the languages of the interface. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}
