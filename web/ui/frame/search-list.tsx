import { useWindowEvent } from '@mantine/hooks';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { EarlyEnter } from './early-enter.ts';
import classes from './search-list.module.css';

export interface SearchEntry {
  readonly key: string;
  readonly text: string;
  readonly detail?: string;
  readonly indent?: number;
  readonly isCurrent?: boolean;
  readonly choose: () => void;
}

export interface SearchGroup {
  readonly title: string;
  readonly entries: readonly SearchEntry[];
}

/**
 * Found things in groups: arrow keys move through all of them, Enter chooses. An Enter that comes
 * before there is anything to choose is kept until the first thing is found.
 */
export function SearchList({
  label,
  none,
  groups,
  isWaiting = false,
  early,
}: {
  readonly label: string;
  readonly none: string;
  readonly groups: readonly SearchGroup[];
  /** More may be found without another key: answers are on their way. */
  readonly isWaiting?: boolean;
  /** Where an Enter is kept; the caller's, when keys can come before this list is there. */
  readonly early?: EarlyEnter;
}) {
  const shown = groups.filter(({ entries }) => entries.length > 0);
  const entries = shown.flatMap((group) => group.entries);
  const [at, setAt] = useState(0);
  const active = entries[Math.min(at, entries.length - 1)];
  useWindowEvent('keydown', (event) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0)
      setAt((Math.min(at, entries.length - 1) + step + entries.length) % entries.length);
    else if (event.key === 'Enter' && !event.isComposing) {
      if (active !== undefined) active.choose();
      else if (isWaiting) early?.keep();
    } else return;
    event.preventDefault();
  });
  const first = entries[0];
  const chooseFirst = useEffectEvent(() => {
    if (early?.take() === true) first?.choose();
  });
  const hasFirst = first !== undefined;
  useEffect(() => {
    if (hasFirst) chooseFirst();
  }, [hasFirst]);
  if (entries.length === 0) return isWaiting ? null : <p className={classes.none}>{none}</p>;
  return (
    <div role="listbox" aria-label={label} className={classes.list}>
      {shown.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox, not a fieldset
        <div key={group.title} role="group" aria-label={group.title}>
          <div className={classes.group} aria-hidden>
            {group.title}
          </div>
          {group.entries.map((entry) => (
            <Entry key={entry.key} entry={entry} isActive={entry === active} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Entry({ entry, isActive }: { readonly entry: SearchEntry; readonly isActive: boolean }) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys of all its options
    <div
      ref={line}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-current={entry.isCurrent === true ? 'true' : undefined}
      className={classes.entry}
      style={{ paddingInlineStart: 8 + (entry.indent ?? 0) * 14 }}
      onClick={entry.choose}
    >
      <span className={classes.text}>{entry.text}</span>
      {entry.detail !== undefined && entry.detail !== entry.text && (
        <span className={`${classes.detail} mono dimmed`}>{entry.detail}</span>
      )}
    </div>
  );
}
