/* What a browser says of itself, in the few words that tell it from another. */
const browsers: [RegExp, string][] = [
  [/Edg\/(\d+)/, "Edge"],
  [/Firefox\/(\d+)/, "Firefox"],
  [/(?:Headless)?Chrome\/(\d+)/, "Chrome"],
  [/Version\/(\d+).*Safari/, "Safari"],
];
const systems: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

export function agentName(agent: string) {
  const browser = browsers.map(([form, name]) => ({ name, found: form.exec(agent) })).find((b) => b.found);
  const system = systems.find(([form]) => form.test(agent))?.[1];
  if (!browser) return agent.slice(0, 40);
  return [`${browser.name} ${browser.found?.[1]}`, system].filter(Boolean).join(" · ");
}
