import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { comparesByItself } from './compares-by-itself.ts';
import classes from './rule-editor.module.css';

const TYPING_PAUSE_MS = 600;

/** Below an expression such as `up == 0`, whose values the levels compare once more. */
export function ComparesHint({ expression }: { readonly expression: string }) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(expression, TYPING_PAUSE_MS);
  return (
    <p className={classes.hint} role="status">
      {comparesByItself(settled) && t('rules.editor.compares')}
    </p>
  );
}
