/* A button that leads to another page of the application: a link, which can be opened in a new tab. */
import { Button, type ButtonProps } from "antd";
import { useHref, useLinkClickHandler } from "react-router";

export function LinkButton({ to, ...rest }: { to: string } & Omit<ButtonProps, "href" | "onClick">) {
  const href = useHref(to);
  const follow = useLinkClickHandler<HTMLElement>(to);
  return <Button {...rest} href={href} onClick={(e) => follow(e)} />;
}
