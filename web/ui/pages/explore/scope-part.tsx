import { useTranslation } from 'react-i18next';
import type { ScopeExplanation } from '../../../contract/scopes.ts';
import classes from './explore.module.css';
import { markAdditions } from './mark-additions.ts';

type Part = ScopeExplanation['parts'][number];

/** What one backend is asked, with what was added marked, and where it comes from. */
export function ScopePart({
  part,
  query,
  scope,
  isOneOfSeveral,
}: {
  readonly part: Part;
  readonly query: string;
  readonly scope: string;
  readonly isOneOfSeveral: boolean;
}) {
  const { t } = useTranslation();
  const shared = part.selectors.filter(({ isExempt }) => isExempt);
  const impossible = [
    ...new Set(part.selectors.flatMap(({ contradiction }) => contradiction ?? [])),
  ];
  const isBare = part.matchers.length === 0 && part.header === null && part.filters.length === 0;
  return (
    <div className={classes.scopePart}>
      {isOneOfSeveral && (
        <h3 className={classes.scopeHead}>
          {t('explore.scope.cluster', { clusters: part.clusters.join(', ') })}
        </h3>
      )}
      {part.query !== null && <Sent query={query} sent={part.query} selectors={part.selectors} />}
      {part.refusal !== null && (
        <p role="alert">
          {t('explore.scope.refused')} {part.refusal.message}
        </p>
      )}
      <ul className={classes.scopeList}>
        {part.matchers.map((matcher) => (
          <Matcher key={matcher.label} matcher={matcher} />
        ))}
        {part.header !== null && (
          <li>
            {t('explore.scope.header')}{' '}
            <code className="mono">{`${part.header.name}: ${part.header.value}`}</code>
          </li>
        )}
        {part.filters.map((filter) => (
          <li key={filter}>
            {t('explore.scope.filter')} <code className="mono">{filter}</code>
          </li>
        ))}
        {shared.map(({ text, position }) => (
          <li key={position.start}>{t('explore.scope.exempt', { selector: text })}</li>
        ))}
        {impossible.map((message) => (
          <li key={message}>
            {t('explore.scope.contradiction')} {message}
          </li>
        ))}
        {isBare && <li>{t('explore.scope.bare', { scope })}</li>}
      </ul>
    </div>
  );
}

function Sent({
  query,
  sent,
  selectors,
}: {
  readonly query: string;
  readonly sent: string;
  readonly selectors: Part['selectors'];
}) {
  const { t } = useTranslation();
  let offset = 0;
  const pieces = markAdditions(query, sent, selectors).map((piece) => {
    const at = offset;
    offset += piece.text.length;
    return { ...piece, at };
  });
  return (
    <section className={classes.sent} aria-label={t('explore.scope.sent')}>
      {pieces.map(({ text, isAdded, at }) =>
        isAdded ? (
          <mark key={at} className={classes.added}>
            {text}
          </mark>
        ) : (
          <span key={at}>{text}</span>
        ),
      )}
    </section>
  );
}

const MOST_ENVIRONMENTS = 3;

/** `namespace="acme-prod"`, because of which setting, and for which environments. */
function Matcher({ matcher }: { readonly matcher: Part['matchers'][number] }) {
  const { t } = useTranslation();
  const { label, operator, from, values } = matcher;
  const environments = [...new Set(values.flatMap((value) => value.environments))];
  const shown = environments.slice(0, MOST_ENVIRONMENTS).join(', ');
  const more = environments.length - MOST_ENVIRONMENTS;
  const text = values.map(({ value }) => value).join('|');
  return (
    <li>
      <code
        className={`${classes.matcher} mono`}
      >{`${label}${operator}${JSON.stringify(text)}`}</code>{' '}
      {t(`explore.scope.from.${from}`)}
      {shown !== '' && ` ${t('explore.scope.standsFor', { environments: shown })}`}
      {more > 0 && ` ${t('frame.labels.more', { count: more })}`}
    </li>
  );
}
