// A menu has done its work once one of its links is followed: the page changes, and the frame around it stays.
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[popover] a[href]")) (event.target as Element).closest<HTMLElement>("[popover]")?.hidePopover();
});
