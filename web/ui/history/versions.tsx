import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useChangeSearch } from '../scope/use-place.ts';
import { Instant } from '../time/instant.tsx';
import classes from './history.module.css';

/** One change of a thing that people write. */
export interface Version {
  readonly revision: number;
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly at: string;
  readonly author: string;
}

interface Shown<T extends Version> {
  readonly shown: T;
  /** The one before it; undefined: it is the first, or nobody knows. */
  readonly before: T | undefined;
  readonly newest: T;
}

interface VersionsProps<T extends Version> {
  /** Newest first. */
  readonly items: readonly T[];
  readonly mayRestore: (version: T) => boolean;
  /** What the version changed. */
  readonly changed: (shown: Shown<T>) => ReactNode;
  /** What its author said of it; empty for nothing. */
  readonly noteOf?: (version: T) => string;
  /** Asks before a version is restored. */
  readonly ask: (shown: Shown<T>, close: () => void) => ReactNode;
}

/** What a thing was, version by version: one is shown, as the address says. */
export function Versions<T extends Version>({ items, noteOf, ...parts }: VersionsProps<T>) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const changeSearch = useChangeSearch();
  const wanted = Number(search.get('revision'));
  const at = Math.max(
    0,
    items.findIndex(({ revision }) => revision === wanted),
  );
  const shown = items[at];
  if (shown === undefined) return null;
  return (
    <div className={classes.columns}>
      <ol className={classes.versions} aria-label={t('ruleWork.history.versions')}>
        {items.map((item) => (
          <li key={item.revision}>
            <button
              type="button"
              className={classes.version}
              aria-pressed={item === shown}
              onClick={() => changeSearch({ revision: String(item.revision) })}
            >
              <span className={classes.what}>
                {t(`ruleWork.history.kind.${item.kind}`, { revision: item.revision })}
              </span>
              <span className="dimmed small">
                {t('ruleWork.history.by', { name: item.author })} <Instant at={item.at} />
              </span>
              {noteOf !== undefined && <Note text={noteOf(item)} />}
            </button>
          </li>
        ))}
      </ol>
      <OneVersion
        key={shown.revision}
        of={{ shown, before: items[at + 1], newest: items[0] ?? shown }}
        {...parts}
      />
    </div>
  );
}

/** One version: what it changed, and the way back to it. */
function OneVersion<T extends Version>({
  of,
  mayRestore,
  changed,
  ask,
}: Omit<VersionsProps<T>, 'items' | 'noteOf'> & { readonly of: Shown<T> }) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const { shown, before, newest } = of;
  const { revision, kind } = shown;
  const isOld = revision !== newest.revision && kind !== 'deleted';
  return (
    <section aria-label={t(`ruleWork.history.kind.${kind}`, { revision })}>
      <div className={classes.head}>
        <h2 className={classes.heading}>
          {before === undefined || kind === 'deleted'
            ? t('ruleWork.history.asItWas')
            : t('ruleWork.history.changed')}
        </h2>
        {isOld && mayRestore(shown) && (
          <Button size="xs" variant="default" onClick={() => setIsAsking(true)}>
            {t('ruleWork.history.restore', { revision })}
          </Button>
        )}
      </div>
      {changed(of)}
      {isAsking && ask(of, () => setIsAsking(false))}
    </section>
  );
}

function Note({ text }: { readonly text: string }) {
  return text === '' ? null : <span className={`${classes.note} small`}>{text}</span>;
}
