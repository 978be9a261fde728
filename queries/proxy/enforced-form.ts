import type { BackendPart } from './backend-plan.ts';

/** The form with the parameters that go to the backend with every question about series. */
export function enforcedForm(part: Pick<BackendPart, 'enforcedForm'>, form: string): string {
  if (part.enforcedForm === '') return form;
  return form === '' ? part.enforcedForm : `${form}&${part.enforcedForm}`;
}
