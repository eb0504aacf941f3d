-- expect: 0
-- nothing
/* at /* all */ */ ;;
 ; -- no newline