import { useQuery } from '@tanstack/react-query';
import type { UnitName } from '../../../../../queries/templates/units.data.ts';
import type { RuleTemplate } from '../../../../contract/rule-templates.ts';
import { templateQuery } from '../../../api/template-queries.ts';
import { useServices } from '../../../app/services.ts';
import { usePlace } from '../../../scope/use-place.ts';
import type { RuleForm } from '../rule-form.ts';
import { templateSource, unitOf } from './rule-of-template.ts';

/** The template that a rule is made from, as it is now, and the unit of its values. */
export function useRuleTemplate(source: RuleForm['source']): {
  readonly template: RuleTemplate | undefined;
  readonly unit: UnitName | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
} {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = templateSource(source)?.template ?? '';
  const asked = useQuery(templateQuery(call, owner, id));
  const template = id === '' ? undefined : asked.data;
  const retry = () => void asked.refetch();
  return { template, unit: unitOf(template), error: id === '' ? null : asked.error, retry };
}
