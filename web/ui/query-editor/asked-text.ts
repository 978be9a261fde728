import { createContext, useContext, useEffect, useRef } from 'react';

/** What is asked for a query as it was written, and the way back to that. */
export interface AskedText {
  /** Null: it cannot be asked. */
  readonly text: string | null;
  /** Where a part of what is asked stands in what was written; `to` is exclusive. */
  readonly written: (from: number, to: number) => { readonly from: number; readonly to: number };
}

export type AskText = (written: string) => AskedText;

/** Where nothing stands for something else. */
export const asWritten: AskText = (text) => ({ text, written: (from, to) => ({ from, to }) });

/** Puts in what names in the queries of a page stand for, so that lint judges what will be asked. */
export const AskTextContext = createContext<AskText>(asWritten);

/** The latest, without a new editor for each. */
export function useAskText(): AskText {
  const ask = useContext(AskTextContext);
  const latest = useRef(ask);
  const stable = useRef<AskText>((text) => latest.current(text));
  useEffect(() => {
    latest.current = ask;
  }, [ask]);
  return stable.current;
}
