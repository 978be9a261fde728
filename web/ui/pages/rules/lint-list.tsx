import { Badge, Button, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LintFinding } from '../../../contract/rule-lint.ts';
import classes from './rule-past.module.css';

/** Which of its two texts is shown. */
function useOwnText(): (text: LintFinding['message']) => string {
  const { i18n } = useTranslation();
  return ({ en, zh }) => (i18n.language.startsWith('zh') ? zh : en);
}

/**
 * What is worth a thought about a rule: each opens to its explanation.
 * @param onTake puts a suggestion into the expression; without it none is offered
 */
export function LintList({
  findings,
  onTake,
}: {
  readonly findings: readonly LintFinding[];
  readonly onTake?: (finding: LintFinding) => void;
}) {
  const { t } = useTranslation();
  const own = useOwnText();
  if (findings.length === 0) return null;
  return (
    <ul className={classes.lint} aria-label={t('rulePast.lint.title')}>
      {findings.map((finding) => (
        <li
          key={`${finding.code} ${finding.path} ${finding.span?.start ?? ''}`}
          className={classes.finding}
          data-severity={finding.severity}
        >
          <details>
            <summary>
              <span className={classes.findingWord}>
                {t(`rulePast.lint.severity.${finding.severity}`)}
              </span>{' '}
              {own(finding.message)}
            </summary>
            <p>{own(finding.explanation)}</p>
            {finding.suggestion !== null && <p className="mono">{finding.suggestion}</p>}
            {onTake !== undefined && finding.span !== null && finding.suggestion !== null && (
              <Button size="compact-xs" variant="default" onClick={() => onTake(finding)}>
                {t('rulePast.lint.take')}
              </Button>
            )}
          </details>
        </li>
      ))}
    </ul>
  );
}

/** In a list of rules: how many there are, with their texts on hover. Hints are not counted. */
export function LintBadge({ findings }: { readonly findings: readonly LintFinding[] }) {
  const { t } = useTranslation();
  const own = useOwnText();
  const serious = findings.filter(({ severity }) => severity !== 'info');
  if (serious.length === 0) return null;
  const hasError = serious.some(({ severity }) => severity === 'error');
  return (
    <Tooltip multiline maw={360} label={serious.map(({ message }) => own(message)).join(' ')}>
      <Badge
        size="sm"
        tt="none"
        variant="outline"
        color={hasError ? 'danger' : 'gray'}
        tabIndex={0}
      >
        {t('rulePast.lint.badge', { count: serious.length })}
      </Badge>
    </Tooltip>
  );
}

/** The text with the suggestion of a finding in the place that it is about. */
export function withSuggestion(expression: string, { span, suggestion }: LintFinding): string {
  if (span === null || suggestion === null) return expression;
  // It is sent without the spaces around it.
  const text = expression.trim();
  return text.slice(0, span.start) + suggestion + text.slice(span.end);
}
