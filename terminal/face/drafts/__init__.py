"""What a cashier is preparing, one frozen value a family of pages, so that 取消 finds what was keyed again."""
