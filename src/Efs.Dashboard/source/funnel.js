/** How many educators went how far on the path of professional growth, in a region or in the country. */
export async function readFunnel(api, period, region) {
  const level = region ? "region" : "federation";
  const request = { path: "analytics/funnels/growth", parameters: { period, level, regionCode: region } };
  const { rows } = await api.get(request.path, request.parameters);
  return { rows: (rows[0]?.steps ?? []).map(({ title, educators }) => ({ title, value: educators })), request };
}
