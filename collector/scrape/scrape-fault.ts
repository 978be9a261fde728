/** Why a scrape counts as failed although the target answered. The message is for the job's owner. */
export class ScrapeFault extends Error {
  override readonly name = 'ScrapeFault';
}
