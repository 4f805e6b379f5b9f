"""What is done to a published notice: it is corrected or withdrawn, and a second person looks at that where the law wants one."""
